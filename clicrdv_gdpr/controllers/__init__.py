from . import calm, my_data, my_data_form, new_password, notice, request_export, reversibility
