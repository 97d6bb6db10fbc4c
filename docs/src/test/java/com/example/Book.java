package com.example;

import java.io.Serializable;

/** What the pages put into caches. */
public record Book(String isbn, String title) implements Serializable {}
