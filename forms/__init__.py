"""The form server: reads form-js files, renders them as plain HTML and checks what comes back."""
