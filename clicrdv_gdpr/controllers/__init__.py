from . import calm, my_data, my_data_form, notice, request_export
from . import reversibility
