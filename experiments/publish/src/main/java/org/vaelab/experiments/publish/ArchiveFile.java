// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.TemporaryPath;

/**
 * An archive that {@link Archive} wrote, unpacked into a temporary folder until it is closed. Every
 * member has the checksum that the archive lists.
 *
 * @param file the archive
 * @param temporary holds the folder until this is closed
 * @param folder the folder of the comparison, named as the archive
 */
@Internal
public record ArchiveFile(Path file, TemporaryPath temporary, Path folder) implements Closeable {

    /** The member with the checksums of all others, as {@code sha256sum --check} reads it. */
    static final String CHECKSUMS = "checksums.sha256";

    static final String PLUGINS = "plugins";
    static final String STARTS = "starts";

    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) {2}(.+)");

    /**
     * Records and figures shrink to a third or so. Larger ratios are suspicious if there is much of
     * it.
     */
    private static final long LARGEST_RATIO = 100;

    private static final long SMALL = 256L << 20;
    private static final int BLOCK = 1 << 16;

    /** Returns the archive that a path leads into, or names; null if it leads into none. */
    public static @Nullable Path above(Path path) {
        for (@Nullable Path above = path; above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                return Files.isRegularFile(above) ? above : null;
            }
        }
        return null;
    }

    /**
     * Writes an archive, wholly or not at all. Equal content gives equal bytes.
     *
     * @param members by their names, in order: files or bytes
     */
    static void write(Path file, Map<String, Object> members) throws IOException {
        AtomicFile.make(
                file,
                part -> {
                    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(part))) {
                        StringBuilder checksums = new StringBuilder();
                        for (Map.Entry<String, Object> member : members.entrySet()) {
                            String checksum = write(zip, member.getKey(), member.getValue());
                            checksums.append(checksum + "  " + member.getKey() + "\n");
                        }
                        write(
                                zip,
                                CHECKSUMS,
                                checksums.toString().getBytes(StandardCharsets.UTF_8));
                    }
                });
    }

    private static String write(ZipOutputStream zip, String name, Object content)
            throws IOException {
        ZipEntry entry = new ZipEntry(name);
        // The same in every time zone.
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        // It is closed with the archive.
        DigestOutputStream out = new DigestOutputStream(zip, Sha256.digest());
        if (content instanceof Path file) {
            Files.copy(file, out);
        } else {
            out.write((byte[]) content);
        }
        zip.closeEntry();
        return Sha256.hex(out.getMessageDigest().digest());
    }

    /**
     * Unpacks an archive, and checks it.
     *
     * @throws UserError if it is no archive of VaeLab, is damaged, or would write elsewhere
     */
    public static ArchiveFile open(Path file) throws IOException {
        TemporaryPath temporary = TemporaryPath.folder("archive-");
        try (ZipFile zip = new ZipFile(GivenFile.required(file).toFile())) {
            String name = String.valueOf(file.getFileName()).replaceFirst("(?i)\\.zip$", "");
            // A name of dots alone would be a folder elsewhere.
            Path folder = temporary.path().resolve(name.matches("[.]*") ? "archive" : name);
            ArchiveFile opened = new ArchiveFile(file, temporary, folder);
            opened.unpack(zip);
            return opened;
        } catch (ZipException e) {
            temporary.close();
            throw new UserError(
                    file + " is no zip archive, or is damaged: " + e.getMessage() + ANOTHER, e);
        } catch (IOException | RuntimeException e) {
            temporary.close();
            throw e;
        }
    }

    private static final String ANOTHER = "\n    nothing of it is used; get the archive again";

    private UserError refused(String why) {
        return new UserError(file + ": " + why + ANOTHER);
    }

    private void unpack(ZipFile zip) throws IOException {
        Map<String, String> checksums = checksums(zip);
        Map<String, ZipEntry> members = new TreeMap<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            if (entry.getName().equals(CHECKSUMS) || entry.isDirectory()) {
                continue;
            }
            requireInside(entry.getName());
            if (members.put(entry.getName(), entry) != null) {
                throw refused("it has two members " + entry.getName());
            }
        }
        requireSame(checksums, members);
        requireRoom(members.values());
        for (ZipEntry member : members.values()) {
            Path to = place(member);
            try {
                Files.createDirectories(to.getParent());
                extract(zip, member, to);
            } catch (FileSystemException e) {
                throw refused(
                        "the member %s cannot be written: another is in its place, or its name is too long"
                                .formatted(member.getName()));
            }
            if (!Sha256.of(to).equals(checksums.get(member.getName()))) {
                throw refused(member.getName() + " does not have the checksum in " + CHECKSUMS);
            }
        }
    }

    private Path place(ZipEntry member) {
        try {
            return folder.resolve(member.getName());
        } catch (InvalidPathException e) {
            throw refused("this system cannot write the member " + member.getName());
        }
    }

    private Map<String, String> checksums(ZipFile zip) throws IOException {
        ZipEntry list = zip.getEntry(CHECKSUMS);
        if (list == null || zip.getEntry("plan.json") == null) {
            throw new UserError(
                    "%s is no archive of VaeLab: it has no %s\n    archive the folder of a comparison"
                            .formatted(file, list == null ? CHECKSUMS : "plan.json"));
        }
        byte[] text;
        try (InputStream in = zip.getInputStream(list)) {
            text = in.readNBytes((int) SMALL);
        }
        Map<String, String> checksums = new TreeMap<>();
        for (String line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
            Matcher member = LINE.matcher(line);
            if (!member.matches()) {
                throw refused(CHECKSUMS + " has a line that is no checksum: " + line);
            }
            checksums.put(member.group(2), member.group(1));
        }
        return checksums;
    }

    private void requireInside(String name) {
        if (!FolderTree.isInside(name)) {
            throw refused("the member '" + name + "' could be written outside of its folder");
        }
    }

    private void requireSame(Map<String, String> checksums, Map<String, ZipEntry> members) {
        for (String name : members.keySet()) {
            if (!checksums.containsKey(name)) {
                throw refused(CHECKSUMS + " does not list the member " + name);
            }
        }
        for (String name : checksums.keySet()) {
            if (!members.containsKey(name)) {
                throw refused("the member " + name + " is missing");
            }
        }
    }

    private void requireRoom(Iterable<ZipEntry> members) throws IOException {
        long size = 0;
        for (ZipEntry member : members) {
            size += Math.max(0, member.getSize());
            size = size < 0 ? Long.MAX_VALUE : size;
        }
        if (size > SMALL && size / LARGEST_RATIO > Files.size(file)) {
            throw refused(
                    "it has %s MB, and would have %s MB when unpacked; no archive of VaeLab shrinks so"
                                    .formatted(Files.size(file) / 1_000_000, size / 1_000_000)
                            + " much");
        }
        long free = Files.getFileStore(temporary.path()).getUsableSpace();
        if (size > free) {
            throw new UserError(
                    "%s has %s MB when unpacked, and %s has %s MB free\n    free some space, or set VAELAB_JAVA_OPTS=-Djava.io.tmpdir=DIR"
                            .formatted(
                                    file,
                                    size / 1_000_000,
                                    System.getProperty("java.io.tmpdir"),
                                    free / 1_000_000));
        }
    }

    /** Writes at most as many bytes as the archive says that the member has. */
    private void extract(ZipFile zip, ZipEntry member, Path to) throws IOException {
        long left = member.getSize();
        byte[] block = new byte[BLOCK];
        try (InputStream in = zip.getInputStream(member);
                OutputStream out = Files.newOutputStream(to)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                left -= read;
                if (left < 0) {
                    throw refused(member.getName() + " is larger than the archive says");
                }
                out.write(block, 0, read);
            }
        } catch (ZipException e) {
            throw new UserError(
                    file + ": " + member.getName() + " is damaged: " + e.getMessage() + ANOTHER, e);
        }
    }

    /** Returns the place of a path that leads into this archive. */
    public Path resolve(Path path) {
        return folder.resolve(file.relativize(path).toString());
    }

    /**
     * A plugin of an archive. None of its classes is loaded.
     *
     * @param checksums of its jar and of the libraries that this names, by their names in the
     *     archive
     */
    public record Plugin(Path jar, Map<String, String> checksums) {}

    /**
     * Returns the plugins that the records name.
     *
     * @throws UserError if a record cannot be read, or a library of a plugin is missing or outside
     *     of the archive
     */
    public List<Plugin> plugins() throws IOException {
        List<Plugin> plugins = new ArrayList<>();
        for (String name : recordedPlugins()) {
            Path jar = folder.resolve(PLUGINS).resolve(name);
            if (Files.isRegularFile(jar)) {
                plugins.add(plugin(jar));
            }
        }
        return plugins;
    }

    private Collection<String> recordedPlugins() {
        try {
            return RecordedPlugins.of(new ComparisonFolder(folder)).keySet();
        } catch (IOException e) {
            throw refused(String.valueOf(e.getMessage()).replace(folder + File.separator, ""));
        }
    }

    private Plugin plugin(Path jar) throws IOException {
        Map<String, String> checksums = new LinkedHashMap<>();
        checksums.put(jar.getFileName().toString(), Sha256.of(jar));
        try {
            for (Path library : RecordedPlugins.libraries(jar)) {
                checksums.put(
                        library.toString().replace('\\', '/'),
                        Sha256.of(jar.resolveSibling(library)));
            }
        } catch (IllegalArgumentException | ZipException e) {
            throw refused(jar.getFileName() + ": " + e.getMessage());
        }
        return new Plugin(jar, checksums);
    }

    /**
     * Returns where a path of a record is: in this archive if it is a run that another started
     * from.
     */
    public String place(String path) {
        String name = path.substring(1 + Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')));
        return Stream.of("runs", STARTS)
                .map(in -> folder.resolve(in).resolve(name))
                .filter(run -> !name.isEmpty() && Files.isDirectory(run.resolve("checkpoint")))
                .findFirst()
                .map(Path::toString)
                .orElse(path);
    }

    @Override
    public void close() throws IOException {
        temporary.close();
    }
}
