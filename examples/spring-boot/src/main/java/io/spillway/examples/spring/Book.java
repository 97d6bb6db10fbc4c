package io.spillway.examples.spring;

import java.io.Serializable;

/**
 * A book.
 *
 * @param isbn its number
 * @param title its title
 */
public record Book(String isbn, String title) implements Serializable {}
