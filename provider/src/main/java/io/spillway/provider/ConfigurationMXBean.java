package io.spillway.provider;

/** The configuration that a cache manager goes by, as {@link io.spillway.ConfigurationInForce} has it. */
public interface ConfigurationMXBean {
    /** The file that it was read from, or what else. */
    String getSource();

    /** All of it as a file would say it, with where each value comes from. */
    String getYaml();

    /** Settings that were changed while the manager was open. */
    long getChanges();

    /** Edits of a file that were not accepted. */
    long getRefusals();

    /** Why the last of them was not accepted; empty if there was none, or an edit was accepted since. */
    String getLastRefusal();
}
