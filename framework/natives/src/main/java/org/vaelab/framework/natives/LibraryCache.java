// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.Loader;

/**
 * JavaCPP's folder of unpacked libraries, each compared with the checksum in its jar before it is
 * used.
 *
 * <p>JavaCPP unpacks under a lock and sets the time of a file last, so a file of another size or
 * time is an unfinished one, and is unpacked again. That misses a file whose contents changed. So
 * the checksum is compared whenever the file is not the one that was compared before.
 */
final class LibraryCache {

    /**
     * The environment variable that chooses the folder, for this process and those that it starts.
     */
    static final String VARIABLE = "VAELAB_NATIVES";

    private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    /** The attributes that show whether a file was changed: users cannot set the time of change. */
    private static final String UNIX_FACTS = "unix:size,ino,lastModifiedTime,ctime";

    private static final String FACTS = "size,lastModifiedTime,creationTime";

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 50;

    private LibraryCache() {}

    /** What is unpacked is not what the jar has. */
    private static final class OtherContents extends IOException {
        private static final long serialVersionUID = 1L;

        OtherContents(JarEntry entry) {
            super("what is unpacked differs from " + entry.getName());
        }
    }

    /**
     * Returns the file of a library, unpacked and undamaged.
     *
     * <p>JavaCPP replaces a library that two presets have by a link to the copy that it loaded
     * first, without a lock. So another process may take a file away here, once for each library.
     *
     * @param source its place on the class path, with the name of the file after {@code #}, if it
     *     is another
     */
    static Path unpacked(URL source) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return unpackedNow(source);
            } catch (NoSuchFileException | OtherContents e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            }
        }
    }

    private static Path unpackedNow(URL source) throws IOException {
        String[] parts = source.toString().split("#", 2);
        if (!(new URL(parts[0]).openConnection() instanceof JarURLConnection connection)) {
            boolean renamed = parts.length > 1;
            return renamed ? cached(source) : new File(URI.create(parts[0])).toPath();
        }
        Path file = cached(source);
        if (!isChecked(file)) {
            try (FileChannel channel =
                            FileChannel.open(
                                    folder().resolve(".vaelab.lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                check(source, connection.getJarEntry(), cached(source));
            }
        }
        return file;
    }

    /** Returns the folder of all unpacked libraries, created if there is none. */
    static Path folder() throws IOException {
        String given = System.getenv(VARIABLE);
        boolean chosen = given != null && !given.isEmpty() && System.getProperty(PROPERTY) == null;
        if (chosen) {
            // JavaCPP takes another folder where it cannot write to this one.
            if (!Files.isWritable(Files.createDirectories(Path.of(given)))) {
                throw new AccessDeniedException(given);
            }
            System.setProperty(PROPERTY, given);
        }
        return Loader.getCacheDir().toPath();
    }

    /** Returns the advice to the user if a library cannot be unpacked. */
    static String remedy(URL source, IOException reason) {
        String name = source.getPath().substring(source.getPath().lastIndexOf('/') + 1);
        String given = System.getenv(VARIABLE);
        String folder = given == null ? "the folder of native libraries" : given;
        String free = "";
        try {
            folder = folder().toString();
            free = " " + (Files.getFileStore(folder()).getUsableSpace() >> 20) + " MiB are free.";
        } catch (IOException e) {
            // The message goes without it.
        }
        return "cannot unpack the native library "
                + name
                + " into "
                + folder
                + ": "
                + reason(reason)
                + "."
                + free
                + " Free some space, or name another folder in "
                + VARIABLE;
    }

    /** A FileSystemException without a reason has only the name of the file as its message. */
    private static String reason(IOException e) {
        return e instanceof AccessDeniedException
                ? "the folder is not writable"
                : String.valueOf(e.getMessage());
    }

    private static void check(URL source, JarEntry entry, Path file) throws IOException {
        if (isChecked(file)) {
            return;
        }
        if (checksum(file) != entry.getCrc()) {
            Files.delete(file);
            cached(source);
            if (checksum(file) != entry.getCrc()) {
                throw new OtherContents(entry);
            }
        }
        Files.writeString(stamp(file), facts(file));
    }

    private static Path cached(URL source) throws IOException {
        folder();
        return Loader.cacheResource(source).toPath();
    }

    private static boolean isChecked(Path file) throws IOException {
        Path stamp = stamp(file);
        return Files.isRegularFile(stamp) && Files.readString(stamp).equals(facts(file));
    }

    private static Path stamp(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".checked");
    }

    private static String facts(Path file) throws IOException {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        return new TreeMap<>(Files.readAttributes(file, unix ? UNIX_FACTS : FACTS)).toString();
    }

    private static long checksum(Path file) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                checksum.update(buffer, 0, count);
            }
        }
        return checksum.getValue();
    }
}
