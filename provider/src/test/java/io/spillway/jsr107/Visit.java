package io.spillway.jsr107;

import java.io.Serializable;
import java.util.Objects;

/** A mutable value, of whichever class loader. */
public final class Visit implements Serializable {
    private static final long serialVersionUID = 1L;

    private String place;

    /** Creates a visit to a place. */
    public Visit(String place) {
        this.place = place;
    }

    void moveTo(String otherPlace) {
        place = otherPlace;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Visit that && place.equals(that.place);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(place);
    }
}
