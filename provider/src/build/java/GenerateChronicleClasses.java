import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.values.ValueModel;

/**
 * Run by the build. Makes the two classes that the disk tier hands to Chronicle at run time, so that Chronicle needs no Java
 * compiler there: the implementation of its one value interface, which it would otherwise generate and compile in every
 * process, and a stub of the compiler that it looks up.
 *
 * <p>They are stored as resources, and defined by {@code ChronicleRuntime}: both belong to packages of other people, which a
 * jar on the module path must not contain.
 *
 * <p>Arguments: the directory of the stub's source, the directory to write to, a directory for temporary files.
 */
public final class GenerateChronicleClasses {
    private static final String STUB = "com/sun/tools/javac/api/JavacTool";
    private static final String VALUE = "net/openhft/chronicle/hash/VanillaGlobalMutableState$$Native";

    private final Path target;
    private final Path work;

    private GenerateChronicleClasses(Path target, Path work) {
        this.target = target;
        this.work = work;
    }

    public static void main(String[] args) throws Exception {
        GenerateChronicleClasses generator = new GenerateChronicleClasses(Path.of(args[1]), Path.of(args[2]));
        generator.generate(Path.of(args[0]));
    }

    private void generate(Path stubSource) throws Exception {
        Path valueResult = target.resolve("NativeGlobalState.bin");
        Path stubResult = target.resolve("CompilerStub.bin");
        if (Files.exists(valueResult) && Files.exists(stubResult)) {
            return;
        }
        Files.createDirectories(target);
        Path valueSource = work.resolve(VALUE + ".java");
        Files.createDirectories(valueSource.getParent());
        Files.writeString(valueSource, valueSource());
        compile(valueSource, List.of("--release", "17", "-classpath", System.getProperty("java.class.path")));
        // The stub's package is one of module jdk.compiler, which must be out of sight for that.
        compile(
                stubSource.resolve(STUB + ".java"),
                List.of("-source", "17", "-target", "17", "-Xlint:-options", "--limit-modules", "java.compiler"));
        Files.copy(work.resolve(VALUE + ".class"), valueResult);
        Files.copy(work.resolve(STUB + ".class"), stubResult);
    }

    private static String valueSource() throws ReflectiveOperationException {
        Class<?> generators = Class.forName("net.openhft.chronicle.values.Generators");
        Method generate = generators.getDeclaredMethod("generateNativeClass", ValueModel.class, String.class);
        generate.setAccessible(true);
        ValueModel model = ValueModel.acquire(VanillaGlobalMutableState.class);
        return (String) generate.invoke(null, model, VALUE.substring(VALUE.lastIndexOf('/') + 1));
    }

    private void compile(Path source, List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-proc:none", "-nowarn", "-d", work.toString(), source.toString()));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null || compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IOException("Could not compile " + source);
        }
    }
}
