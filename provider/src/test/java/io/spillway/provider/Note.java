package io.spillway.provider;

import java.io.Serializable;

/** A value that can be changed, so that a cache must copy it. */
final class Note implements Serializable {
    private static final long serialVersionUID = 1L;

    private String text;

    Note(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Writes nonsense into it, which must show nowhere else. */
    void scribble() {
        text = "scribbled";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Note note && note.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
