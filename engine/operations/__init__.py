"""What people do to a case from outside its process: hold it, stop it, move it, mend it. Each with who, why and when.

Who may do what is decided above the engine (dossier/steering.py); here is what it does.
"""
