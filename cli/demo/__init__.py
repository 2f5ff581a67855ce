"""The fictional municipality of Voorbeeld: people, papers, and cases made by completing real tasks."""
