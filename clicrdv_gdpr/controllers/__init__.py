from . import calm, my_data, my_data_form, notice, request_export
from . import reversibility
from . import my_data, my_data_form, request_export
from . import new_password
