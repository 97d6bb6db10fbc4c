package com.example;

import java.io.Serializable;

/** What the pages put into caches. */
public record Session(String user) implements Serializable {}
