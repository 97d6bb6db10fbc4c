package io.spillway.tck;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jsr107.tck.CacheTest;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.runner.Description;
import org.junit.runner.Request;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Compares what Surefire reports of each configuration with what the TCK's jar holds: a test that did not run is a failure,
 * whatever the reason.
 */
@RunWith(Parameterized.class)
public class TckCompletenessTest {
    private static Set<String> held;

    private final String configuration;

    /** For JUnit, once per configuration. */
    public TckCompletenessTest(String configuration) {
        this.configuration = configuration;
    }

    /** The configurations, by the names of their Surefire executions. */
    @Parameterized.Parameters(name = "{0}")
    public static List<String> configurations() {
        return List.of(System.getProperty("tck.configurations").split(","));
    }

    /** Asks JUnit itself which tests there are in the jar. */
    @BeforeClass
    public static void readJar() throws Exception {
        Path jar = Path.of(CacheTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        held = new TreeSet<>();
        for (Class<?> type : topLevelClasses(jar)) {
            if (!Modifier.isAbstract(type.getModifiers()) && hasTests(type)) {
                addTests(Request.aClass(type).getRunner().getDescription());
            }
        }
        assertFalse("no test found in " + jar, held.isEmpty());
    }

    @Test
    public void everyTestRan() throws Exception {
        Set<String> ran = new TreeSet<>();
        Set<String> notPassed = new TreeSet<>();
        for (Path report : reports()) {
            for (Element test : elements(report)) {
                String name = test.getAttribute("classname") + "#" + test.getAttribute("name");
                ran.add(name);
                if (test.getElementsByTagName("*").getLength() > outputs(test)) {
                    notPassed.add(name);
                }
            }
        }
        Set<String> missing = new TreeSet<>(held);
        missing.removeAll(ran);
        System.out.printf(
                "TCK, %s: the jar holds %d tests, %d of them ran, %d did not pass%n",
                configuration, held.size(), held.size() - missing.size(), notPassed.size());
        assertEquals("tests of the TCK that did not run", Set.of(), missing);
        assertEquals("tests of the TCK that failed or were skipped", Set.of(), notPassed);
    }

    private List<Path> reports() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target", "surefire-reports", configuration))) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .toList();
        }
    }

    private static List<Element> elements(Path report) throws Exception {
        try (InputStream in = Files.newInputStream(report)) {
            NodeList nodes = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(in)
                    .getElementsByTagName("testcase");
            List<Element> elements = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                elements.add((Element) nodes.item(i));
            }
            return elements;
        }
    }

    private static int outputs(Element test) {
        return test.getElementsByTagName("system-out").getLength()
                + test.getElementsByTagName("system-err").getLength();
    }

    private static List<Class<?>> topLevelClasses(Path jar) throws Exception {
        List<Class<?>> types = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
                String name = entry.getName();
                if (name.endsWith(".class") && !name.contains("$")) {
                    String className = name.substring(0, name.length() - ".class".length());
                    types.add(Class.forName(className.replace('/', '.')));
                }
            }
        }
        return types;
    }

    private static boolean hasTests(Class<?> type) {
        return Stream.of(type.getMethods()).anyMatch(method -> method.isAnnotationPresent(Test.class));
    }

    private static void addTests(Description description) {
        if (description.isTest()) {
            held.add(description.getClassName() + "#" + description.getMethodName());
        }
        description.getChildren().forEach(TckCompletenessTest::addTests);
    }
}
