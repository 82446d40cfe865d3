// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.FolderTree;

/** A plugin's Maven project in a folder of its own. */
@Internal
public final class PluginProject {

    /** The text on the test that fails if a part has no contract; empty where parts have none. */
    private static final String SWEEP = "sweep";

    private static final String REPOSITORY = "lib/repository";

    /** What every plugin is built with: the parent of its pom. */
    private static final String PARENT = "lib/plugin.pom";

    private static final List<String> WRAPPER =
            List.of("mvnw", "mvnw.cmd", ".mvn/wrapper/maven-wrapper.properties");
    private static final Pattern IMPORT =
            Pattern.compile("^import [\\w.]+\\.(\\w+);", Pattern.MULTILINE);

    private final Path folder;

    /** A project in a folder. */
    public PluginProject(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /**
     * Writes a new project. It is written beside its folder and then moved, so that a failure
     * leaves nothing.
     *
     * @throws UserError if the folder is not empty, or the name cannot be used
     */
    public void create(PluginName name, PluginKind kind, FrameworkJars jars) throws IOException {
        requireCreatable(name, kind);
        Path draft =
                folder.resolveSibling(
                        "." + folder.getFileName() + "-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(draft);
            FrameworkRepository.Versions versions =
                    FrameworkRepository.write(jars, draft.resolve(REPOSITORY));
            Map<String, String> values = new LinkedHashMap<>(versions.values());
            values.putAll(values(name, kind));
            for (Map.Entry<String, Template> file : templates(name, kind).entrySet()) {
                Path path = draft.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue().fill(values));
            }
            copyWrapper(draft);
            Files.deleteIfExists(folder);
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FolderTree.delete(draft);
        }
    }

    /**
     * Checks that the project can be created.
     *
     * @throws UserError if the folder is not empty, or the name cannot be used
     */
    public void requireCreatable(PluginName name, PluginKind kind) throws IOException {
        requireFree();
        requireNoClash(name, templates(name, kind));
    }

    private void requireFree() throws IOException {
        if (!Folders.isFree(folder)) {
            throw new UserError(
                    folder
                            + " is there already and not empty; nothing was written\n    choose"
                            + " another folder with --dir");
        }
        Path parent = folder.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new UserError("the folder " + parent + " is not there; nothing was written");
        }
    }

    /** The values for templates: the names, and the texts of the kind with the names in them. */
    private static Map<String, String> values(PluginName name, PluginKind kind) throws IOException {
        Map<String, String> names =
                Map.of(
                        "name",
                        name.part(),
                        "Name",
                        name.classPrefix(),
                        "package",
                        name.packageName());
        Map<String, String> values = new LinkedHashMap<>(names);
        kind.texts()
                .forEach(
                        (key, text) ->
                                values.put(
                                        key, new Template(key, text).fill(names).stripTrailing()));
        values.put("Part", values.get("main").split(" ", -1)[0]);
        values.put(
                "files",
                Stream.of("files", "module", SWEEP)
                        .map(values::get)
                        .filter(rows -> !rows.isBlank())
                        .collect(Collectors.joining("\n")));
        return values;
    }

    /** The files of a project with their templates. */
    private static Map<String, Template> templates(PluginName name, PluginKind kind)
            throws IOException {
        Map<String, Template> files = new LinkedHashMap<>();
        for (String file : List.of("pom.xml", "README.md")) {
            files.put(file, kind.template(file));
        }
        files.put(PARENT, Template.read("project/plugin.pom"));
        files.put(".gitignore", kind.template("gitignore"));
        // Maven may read lib/repository offline, too.
        files.put(".mvn/maven.config", kind.template("maven.config"));
        files.put("configs/" + name.part() + ".yaml", kind.template("config.yaml"));
        String packageFolder = name.packageName().replace('.', '/') + "/";
        String main = "src/main/java/" + packageFolder;
        String test = "src/test/java/" + packageFolder;
        Map<String, String> texts = kind.texts();
        if (!texts.getOrDefault(SWEEP, "").isBlank()) {
            files.put(test + "SweepTest.java", kind.template("SweepTest.java"));
        }
        for (Map.Entry<String, String> key : Map.of("main", main, "test", test).entrySet()) {
            for (String type : Objects.requireNonNull(texts.get(key.getKey())).split(" ", -1)) {
                files.put(
                        key.getValue() + name.classPrefix() + type + ".java",
                        kind.template(type + ".java"));
            }
        }
        files.put(
                "src/main/resources/META-INF/services/" + texts.get("services"),
                kind.template("services"));
        return files;
    }

    /** A class may not have the name of one that another imports. */
    private static void requireNoClash(PluginName name, Map<String, Template> templates) {
        Set<String> imported = new TreeSet<>();
        Set<String> own = new TreeSet<>();
        templates.forEach(
                (path, template) -> {
                    Matcher imports = IMPORT.matcher(template.text());
                    while (imports.find()) {
                        imported.add(imports.group(1));
                    }
                    String file = path.substring(path.lastIndexOf('/') + 1);
                    own.add(file.replaceFirst("\\.java$", ""));
                });
        own.retainAll(imported);
        if (!own.isEmpty()) {
            throw new UserError(
                    ("'%s' would give classes the names of VaeLab's own: %s\n    "
                                    + "choose another name")
                            .formatted(name.part(), String.join(", ", own)));
        }
    }

    private static void copyWrapper(Path target) throws IOException {
        Path checkout =
                FrameworkJars.checkout()
                        .orElseThrow(
                                () ->
                                        new UserError(
                                                "start VaeLab by its launcher, which knows where the"
                                                        + " Maven wrapper is"));
        for (String file : WRAPPER) {
            Path copy = target.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(checkout.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /**
     * Puts the jars of the running framework in place of those that the project has. The new ones
     * are there before {@code lib/plugin.pom} names them, the old ones until it no longer does.
     *
     * @throws UserError if the folder is no project of a plugin
     */
    public void update(FrameworkJars jars) throws IOException {
        requireProject();
        FrameworkRepository.Versions versions =
                FrameworkRepository.write(jars, folder.resolve(REPOSITORY));
        String parent = Template.read("project/plugin.pom").fill(versions.values());
        AtomicFile.write(folder.resolve(PARENT), parent.getBytes(StandardCharsets.UTF_8));
        FrameworkRepository.keepOnly(versions, folder.resolve(REPOSITORY));
    }

    /**
     * Checks that the folder has what {@link #create} writes.
     *
     * @throws UserError if it has no pom, no wrapper of Maven or no repository with VaeLab
     */
    public void requireProject() {
        for (String path : List.of("pom.xml", WRAPPER.get(0), REPOSITORY, PARENT)) {
            if (!Files.exists(folder.resolve(path))) {
                throw new UserError(
                        "%s is no project of 'vaelab new': it has no %s".formatted(folder, path));
            }
        }
    }
}
