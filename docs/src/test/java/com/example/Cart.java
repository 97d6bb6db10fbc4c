package com.example;

import java.io.Serializable;

/** What the pages put into caches. */
public record Cart(String content) implements Serializable {}
