// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.plugin.VaeLabModule;

/** A jar under construction: sources are compiled against the class path of the tests. */
final class JarOf {

    private static final Pattern PACKAGE =
            Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern TYPE =
            Pattern.compile(
                    "^(?:public |final |abstract )*(?:class|record|interface) (\\w+)",
                    Pattern.MULTILINE);

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** Kept open: it reads the jars of the class path once for all compilations of a process. */
    private static final StandardJavaFileManager FILES =
            COMPILER.getStandardFileManager(null, null, StandardCharsets.UTF_8);

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> resources = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Manifest manifest = new Manifest();

    JarOf() {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        builtAgainst(FrameworkVersion.current().text());
    }

    /** A jar that does not say against which version it was built. */
    JarOf withoutVersion() {
        manifest.getMainAttributes().remove(new Attributes.Name(PluginJar.VERSION_ATTRIBUTE));
        return this;
    }

    /** Adds a class, and leaves its file by its package and its name. */
    JarOf source(String text) {
        Matcher packageName = PACKAGE.matcher(text);
        Matcher type = TYPE.matcher(text);
        assertThat(packageName.find() && type.find()).as(text).isTrue();
        sources.put((packageName.group(1) + "." + type.group(1)).replace('.', '/') + ".java", text);
        return this;
    }

    /** Adds a class that is there when the others are compiled, and not in the jar. */
    JarOf absentSource(String text) {
        source(text);
        List<String> all = List.copyOf(sources.keySet());
        leftOut.add(all.get(all.size() - 1).replace(".java", ""));
        return this;
    }

    JarOf resource(String path, String text) {
        resources.put(path, text);
        return this;
    }

    JarOf module(String name) {
        return resource("META-INF/services/" + VaeLabModule.class.getName(), name + "\n");
    }

    JarOf builtAgainst(String version) {
        manifest.getMainAttributes().putValue(PluginJar.VERSION_ATTRIBUTE, version);
        return this;
    }

    JarOf library(String path) {
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, path);
        return this;
    }

    /** Compiles everything, with every lint an error, and writes the jar. */
    Path write(Path jar) throws IOException {
        Path work = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
        Path written = Files.createDirectory(work.resolve("sources"));
        Path classes = Files.createDirectory(work.resolve("classes"));
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = written.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue()));
        }
        compile(files, classes);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, String> resource : resources.entrySet()) {
                zip.putNextEntry(new ZipEntry(resource.getKey()));
                zip.write(resource.getValue().getBytes(StandardCharsets.UTF_8));
            }
            try (Stream<Path> walk = Files.walk(classes)) {
                for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                    String name = classes.relativize(file).toString().replace('\\', '/');
                    if (leftOut.stream().noneMatch(name::startsWith)) {
                        zip.putNextEntry(new ZipEntry(name));
                        Files.copy(file, zip);
                    }
                }
            }
        }
        return jar;
    }

    private static void compile(List<Path> files, Path classes) throws IOException {
        if (files.isEmpty()) {
            return;
        }
        StringWriter errors = new StringWriter();
        List<String> options =
                List.of(
                        "--release",
                        "17",
                        "-proc:none",
                        "-Xlint:all,-processing,-classfile,-path",
                        "-Werror",
                        "-classpath",
                        System.getProperty("java.class.path"));
        synchronized (FILES) {
            FILES.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            boolean compiled =
                    COMPILER.getTask(
                                    errors,
                                    FILES,
                                    null,
                                    options,
                                    null,
                                    FILES.getJavaFileObjectsFromPaths(files))
                            .call();
            assertThat(compiled).as("%s", errors).isTrue();
        }
    }
}
