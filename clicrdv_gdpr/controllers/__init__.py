from . import my_data, my_data_form, request_export
