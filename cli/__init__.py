"""The `zevenstap` command: one module per verb group; app.py passes in what they need."""
