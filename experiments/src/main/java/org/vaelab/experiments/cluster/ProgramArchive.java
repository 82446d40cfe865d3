// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.TemporaryPath;

/**
 * The running program as one file that starts on another machine: the launcher and the class path.
 * The file is in the user's cache folder, and is made once.
 *
 * @param root the folder of the launcher
 * @param classPath jars and folders of classes
 */
record ProgramArchive(Path root, List<Path> classPath) {

    private static final List<String> LAUNCHERS =
            List.of("vaelab", "vaelab.cmd", ".mvn/launcher/vaelab.ps1");

    private static final Duration KEPT = Duration.ofDays(7);

    ProgramArchive {
        classPath = List.copyOf(classPath);
    }

    static ProgramArchive ofThisProcess() {
        List<Path> classPath =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.isEmpty())
                        .map(Path::of)
                        .filter(Files::exists)
                        .toList();
        return new ProgramArchive(Path.of(System.getProperty("vaelab.root", ".")), classPath);
    }

    /** Returns the file, made if there is none of these jars. */
    Path in(Path cache) throws IOException {
        Map<String, Path> entries = entries();
        String name = UUID.nameUUIDFromBytes(facts(entries)) + ".zip";
        Path archive = Files.createDirectories(cache).resolve(name);
        if (!Files.exists(archive)) {
            AtomicFile.make(archive, file -> write(entries, file));
            forgetOthers(cache);
        }
        Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
        return archive;
    }

    private Map<String, Path> entries() {
        Map<String, Path> entries = new HashMap<>();
        for (String launcher : LAUNCHERS) {
            if (Files.exists(root.resolve(launcher))) {
                entries.put(launcher, root.resolve(launcher));
            }
        }
        for (Path entry : classPath) {
            // The name of a jar is the name of its folder of unpacked libraries, so it is kept.
            String name =
                    Files.isDirectory(entry)
                            ? "classes-" + entries.size() + ".jar"
                            : entry.getFileName().toString();
            String before = entries.containsKey("lib/" + name) ? entries.size() + "-" : "";
            entries.put("lib/" + before + name, entry);
        }
        return entries;
    }

    /** Returns names, sizes and times of all files: another build has others. */
    private static byte[] facts(Map<String, Path> entries) throws IOException {
        List<String> facts = new ArrayList<>();
        for (Map.Entry<String, Path> entry : entries.entrySet()) {
            try (Stream<Path> walk = Files.walk(entry.getValue())) {
                for (Path file : walk.filter(Files::isRegularFile).toList()) {
                    facts.add(
                            String.join(
                                    " ",
                                    entry.getKey(),
                                    file.toString(),
                                    "" + Files.size(file),
                                    Files.getLastModifiedTime(file).toString()));
                }
            }
        }
        facts.sort(null);
        return String.join("\n", facts).getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Map<String, Path> entries, Path archive) throws IOException {
        try (ZipFolder zip = ZipFolder.create(archive)) {
            for (Map.Entry<String, Path> entry : entries.entrySet()) {
                if (Files.isDirectory(entry.getValue())) {
                    addJar(entry.getKey(), entry.getValue(), zip);
                } else {
                    zip.add(entry.getKey(), entry.getValue());
                }
            }
        }
    }

    private static void addJar(String name, Path classes, ZipFolder zip) throws IOException {
        try (TemporaryPath folder = TemporaryPath.folder("classes-")) {
            Path jar = folder.path().resolve("classes.jar");
            try (ZipFolder content = ZipFolder.create(jar);
                    Stream<Path> parts = Files.list(classes)) {
                for (Path part : parts.sorted().toList()) {
                    content.add(part.getFileName().toString(), part);
                }
            }
            zip.add(name, jar);
        }
    }

    /** Deletes archives of other builds that were not used for a week. */
    private static void forgetOthers(Path cache) throws IOException {
        Instant oldest = Instant.now().minus(KEPT);
        try (Stream<Path> files = Files.list(cache)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
