package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles versions of a class, as deployments of an application have them. */
final class ClassVersions {
    static final String NAME = "deployed.Profile";

    private final Path folder;

    ClassVersions(Path folder) {
        this.folder = folder;
    }

    /** A class loader of its own for a version with this body; null for one without the class. */
    URLClassLoader load(String body) throws IOException {
        Path output = Files.createTempDirectory(folder, "classes");
        if (body != null) {
            Path source = Files.createDirectories(output.resolve("deployed")).resolve("Profile.java");
            Files.writeString(source, """
                package deployed;
                import java.util.List; import java.util.Map; import java.util.ArrayList;
                public class Profile implements java.io.Serializable {
                    private static final long serialVersionUID = 1L;
                %s
                }
                """.formatted(body));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            int result = compiler.run(
                    null,
                    null,
                    null,
                    "-proc:none",
                    "-nowarn",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    output.toString(),
                    source.toString());
            assertThat(result).isZero();
        }
        return new URLClassLoader(new URL[] {output.toUri().toURL()}, ClassVersions.class.getClassLoader());
    }
}
