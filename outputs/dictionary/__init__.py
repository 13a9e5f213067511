"""The data dictionary: what every field of every published table means; 数据字典."""
