"""What a page holds, taken away from it: its figures as images, itself as PDF, its tables for a spreadsheet.

Reads pages and tables that were written; never runs a model.
"""
