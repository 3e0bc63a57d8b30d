"""After the placement: who does which task, who sits at which site, who leads which field."""
