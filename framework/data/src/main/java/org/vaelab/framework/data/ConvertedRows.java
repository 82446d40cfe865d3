// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows of files that cannot be read in blocks, such as compressed ones, converted once into a file
 * of plain numbers. The file lies in the folder {@value #FOLDER} of a cache folder. A change of the
 * settings gives another file. A change of a source file replaces it. It may be deleted at any time
 * when no program uses it.
 */
public final class ConvertedRows {

    private static final String FOLDER = "rows";
    private static final int NAME_BYTES = 8;

    private final Path folder;
    private final String name;
    private final String state;

    /**
     * The rows of some files under some settings.
     *
     * @param cache the folder in which converted rows are kept
     * @param settings all that the rows depend on beside the files
     * @throws IOException if a file is absent
     */
    public ConvertedRows(Path cache, List<Path> files, String settings) throws IOException {
        this.folder = cache.resolve(FOLDER);
        MessageDigest ofName = Sha256.digest();
        MessageDigest ofState = Sha256.digest();
        ofName.update(settings.getBytes(UTF_8));
        for (Path file : files) {
            String path = "\n" + file.toAbsolutePath().normalize();
            String content = " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
            ofName.update(path.getBytes(UTF_8));
            ofState.update((path + content).getBytes(UTF_8));
        }
        this.name = HexFormat.of().formatHex(ofName.digest(), 0, NAME_BYTES);
        this.state = HexFormat.of().formatHex(ofState.digest(), 0, NAME_BYTES);
    }

    /** Writes all rows. */
    @FunctionalInterface
    public interface Conversion {
        void writeTo(Sink rows) throws IOException;
    }

    /** Receives rows in order, from one thread. */
    @FunctionalInterface
    public interface Sink {

        /** Adds a row as it is written in the file. */
        void add(byte[] row) throws IOException;
    }

    /**
     * Returns the rows, in memory if they fit.
     *
     * @param layout of the converted rows
     * @throws IOException if the rows cannot be written or read
     */
    public DataRows load(RowLayout layout, Conversion conversion) throws IOException {
        return Residence.fits((long) layout.size() * layout.width(), layout.type().bytes())
                ? RowBytes.of(layout, conversion)
                : read(layout, conversion);
    }

    /**
     * Returns the rows; converts them if no earlier conversion is there.
     *
     * @param layout of the converted rows; the number of rows is that of the conversion
     * @throws IOException if the rows cannot be written or read
     * @throws DataException if there is no row
     */
    public RowFile read(RowLayout layout, Conversion conversion) throws IOException {
        Path file = folder.resolve(name + "-" + state + ".rows");
        if (!Files.exists(file)) {
            write(file, conversion);
            deleteOthers(file);
        }
        long rows = Files.size(file) / ((long) layout.width() * layout.type().bytes());
        if (rows < 1 || rows > Integer.MAX_VALUE) {
            throw DataException.of("%s: %s rows, expected 1..%s", file, rows, Integer.MAX_VALUE);
        }
        return new RowFile(file, layout.at(0, (int) rows));
    }

    /**
     * Another program may write the same file: the last one wins, and both have the same content.
     */
    private void write(Path file, Conversion conversion) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = Files.createTempFile(folder, name, ".part");
        unfinished.toFile().deleteOnExit();
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
                conversion.writeTo(out::write);
            }
            Files.move(
                    unfinished,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private void deleteOthers(Path current) throws IOException {
        List<Path> outdated;
        try (Stream<Path> all = Files.list(folder)) {
            outdated =
                    all.filter(path -> path.getFileName().toString().startsWith(name + "-"))
                            .filter(path -> !path.equals(current))
                            .toList();
        }
        for (Path path : outdated) {
            Files.deleteIfExists(path);
        }
    }
}
