"""How complete the data is, device by device."""
