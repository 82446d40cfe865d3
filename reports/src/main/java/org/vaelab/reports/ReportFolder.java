// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.TemporaryPath;

/**
 * The folder that a report goes to. It may have other files too, which stay: the report lists its
 * own with their checksums in {@value #LIST}.
 *
 * @param path the folder; it need not exist yet
 */
public record ReportFolder(Path path) {

    /** The list of the files of a report, as {@code sha256sum --check} reads it. */
    static final String LIST = "files.sha256";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) {2}(.+)");
    private static final String EDITED = ".edited";

    /** Returns the list of files. */
    static byte[] list(NavigableMap<String, byte[]> files) {
        StringBuilder lines = new StringBuilder();
        files.forEach(
                (name, content) -> lines.append(RecordMapper.hash(content) + "  " + name + '\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns the checksums of the files that are listed; none if there is no list, or it is none
     * of a report.
     */
    private Map<String, String> listed() throws IOException {
        Map<String, String> sums = new HashMap<>();
        if (Files.isRegularFile(path.resolve(LIST))) {
            for (String line : text(path.resolve(LIST)).lines().toList()) {
                Matcher entry = LINE.matcher(line);
                if (!entry.matches()) {
                    return Map.of();
                }
                sums.put(entry.group(2), entry.group(1));
            }
        }
        return sums;
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /**
     * Returns whether a report may be written there: there is nothing, an empty folder, or a
     * report.
     *
     * @throws IOException if the folder cannot be read
     */
    public boolean mayBeReplaced() throws IOException {
        if (!Files.exists(path) || !listed().isEmpty()) {
            return true;
        }
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * Replaces the report in the folder. The new files are written next to it, and the folders
     * exchanged when they are complete. Files that the list of the earlier report does not name
     * stay. A file of the earlier report that was edited since stays too, as {@code <name>.edited}.
     *
     * @param files contents by name, folders divided by /, with their {@link #list}
     * @return the edited files, under their new names
     * @throws FileAlreadyExistsException if a file that is not of a report is in the place of
     *     another one
     * @throws IOException if they cannot be written
     */
    List<Path> replaceBy(NavigableMap<String, byte[]> files) throws IOException {
        Path place = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
        Files.createDirectories(place.getParent());
        Path old = place.resolveSibling("." + place.getFileName() + ".vaelab-old");
        Path fresh = place.resolveSibling("." + place.getFileName() + ".vaelab-new");
        recover(place, old);
        // Of a process that was killed.
        FolderTree.delete(fresh);
        try (TemporaryPath built = TemporaryPath.of(fresh)) {
            Files.createDirectory(fresh);
            write(files, fresh);
            NavigableMap<String, Path> kept = kept(files);
            requireNoneInTheWay(kept.navigableKeySet(), files);
            for (Map.Entry<String, Path> file : kept.entrySet()) {
                link(file.getValue(), fresh.resolve(file.getKey()));
            }
            exchange(place, fresh, old);
            FolderTree.delete(old);
            return kept.entrySet().stream()
                    .filter(file -> !file.getValue().endsWith(Path.of(file.getKey())))
                    .map(file -> path.resolve(file.getKey()))
                    .toList();
        }
    }

    /**
     * Ends an exchange that was killed. Until its end, the old folder has all files of the user.
     */
    private static void recover(Path place, Path old) throws IOException {
        if (Files.exists(place)) {
            FolderTree.delete(old);
        } else if (Files.exists(old)) {
            Files.move(old, place);
        }
    }

    private void write(NavigableMap<String, byte[]> files, Path fresh) throws IOException {
        for (String name : files.keySet()) {
            Path file = fresh.resolve(name).normalize();
            // Names of records are in it, which may come from elsewhere.
            if (!file.startsWith(fresh)) {
                throw new IOException(path + ": a file of the report cannot be called " + name);
            }
            Files.createDirectories(file.getParent());
            Files.write(file, files.get(name));
        }
    }

    /** Returns the files that stay, by their names in the new folder. */
    private NavigableMap<String, Path> kept(NavigableMap<String, byte[]> files) throws IOException {
        Map<String, String> listed = listed();
        NavigableMap<String, Path> present = present();
        NavigableMap<String, Path> kept = new TreeMap<>();
        for (Map.Entry<String, Path> file : present.entrySet()) {
            String name = file.getKey();
            boolean isList = name.equals(LIST) && !listed.isEmpty();
            if (isList || isUnchanged(file.getValue(), listed.get(name), files.get(name))) {
                continue;
            }
            boolean isEdited = listed.containsKey(name) && files.containsKey(name);
            kept.put(isEdited ? free(name + EDITED, present, files) : name, file.getValue());
        }
        return kept;
    }

    /**
     * Returns whether a file is as the list says, or as the report has it: nothing is lost with it.
     */
    private static boolean isUnchanged(Path file, @Nullable String sum, byte @Nullable [] wanted)
            throws IOException {
        if ((sum == null && wanted == null) || !isPlain(file)) {
            return false;
        }
        String now = RecordMapper.hash(Files.readAllBytes(file));
        return now.equals(sum) || (wanted != null && now.equals(RecordMapper.hash(wanted)));
    }

    private static boolean isPlain(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static String free(
            String name, Map<String, Path> present, NavigableMap<String, byte[]> files) {
        return Stream.iterate(1, i -> i + 1)
                .map(i -> i == 1 ? name : name + "-" + i)
                .filter(other -> !present.containsKey(other) && !files.containsKey(other))
                .findFirst()
                .orElseThrow();
    }

    private void requireNoneInTheWay(NavigableSet<String> kept, NavigableMap<String, byte[]> files)
            throws IOException {
        List<String> inTheWay =
                kept.stream()
                        .filter(own -> files.keySet().stream().anyMatch(name -> clash(own, name)))
                        .toList();
        if (!inTheWay.isEmpty()) {
            throw new FileAlreadyExistsException(
                    path.resolve(inTheWay.get(0)).toString(),
                    null,
                    "the report has a file of this name, and "
                            + LIST
                            + " does not list the one that is there, so it is not replaced"
                            + (inTheWay.size() == 1
                                    ? ""
                                    : "\n    the same: "
                                            + String.join(
                                                    ", ", inTheWay.subList(1, inTheWay.size())))
                            + "\n    move it away, or delete it; then write the report again");
        }
    }

    /**
     * Returns whether two files cannot be in one folder, because one is the other, or a folder
     * above it.
     */
    private static boolean clash(String one, String other) {
        return one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/");
    }

    /** Gives a file a second name, or a copy where the file system has no links. */
    private static void link(Path file, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        if (isPlain(file)) {
            try {
                Files.createLink(to, file);
                return;
            } catch (IOException | UnsupportedOperationException e) {
                // A copy is as good.
            }
        }
        Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }

    private static void exchange(Path place, Path fresh, Path old) throws IOException {
        if (Files.exists(place)) {
            Files.move(place, old);
        }
        try {
            Files.move(fresh, place);
        } catch (IOException e) {
            if (Files.exists(old)) {
                Files.move(old, place);
            }
            throw e;
        }
    }

    /**
     * Holds the folder against the files that should be in it.
     *
     * @throws IOException if a file cannot be read
     */
    Differences differences(NavigableMap<String, byte[]> wanted) throws IOException {
        NavigableMap<String, Path> present = present();
        return new Differences(
                wanted.keySet().stream()
                        .filter(present::containsKey)
                        .filter(name -> !isSame(present.get(name), wanted.get(name)))
                        .toList(),
                wanted.keySet().stream().filter(name -> !present.containsKey(name)).toList(),
                present.keySet().stream().filter(name -> !wanted.containsKey(name)).toList());
    }

    private static boolean isSame(Path file, byte[] content) {
        try {
            return Arrays.equals(Files.readAllBytes(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NavigableMap<String, Path> present() throws IOException {
        NavigableMap<String, Path> files = new TreeMap<>();
        if (Files.isDirectory(path)) {
            Path root = path.toRealPath();
            try (Stream<Path> walk = Files.walk(root)) {
                walk.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                        .forEach(
                                file ->
                                        files.put(
                                                root.relativize(file).toString().replace('\\', '/'),
                                                file));
            }
        }
        return files;
    }

    /**
     * The names of the files in which an existing report differs from the one that the records
     * give, in order.
     *
     * @param different files with other bytes
     * @param missing files that are absent
     * @param extra files that no report from these records has
     */
    public record Differences(List<String> different, List<String> missing, List<String> extra) {

        public Differences {
            different = List.copyOf(different);
            missing = List.copyOf(missing);
            extra = List.copyOf(extra);
        }

        /** Returns whether the report is what the records give. Extra files are the user's own. */
        public boolean isUpToDate() {
            return different.isEmpty() && missing.isEmpty();
        }
    }
}
