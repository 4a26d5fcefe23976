package org.wahook.platform.telemetry;

/** Which build this is. */
public final class Build {

    private Build() {}

    /** As the jar's manifest says; {@code development} outside a jar. */
    public static String version() {
        String version = Build.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
