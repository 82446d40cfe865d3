// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.data.SafetensorsHeader;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * Keeps the latest checkpoint of a run in one file of a folder, {@value #NAME}, in the safetensors
 * format as {@link Checkpoint} describes it.
 *
 * <p>A checkpoint is written beside its place, forced to the disk and then moved there, so the file
 * is the old checkpoint or the new one whatever interrupts the writing. One process at a time saves
 * to a folder. The file has a checksum of itself, which is checked whenever its arrays are read.
 */
public final class CheckpointFile implements CheckpointStore {

    public static final String NAME = "checkpoint.safetensors";

    private final Path folder;
    private final Path path;
    private final @Nullable String recorded;

    /**
     * Keeps checkpoints in a folder, which is created at the first save.
     *
     * @param folder of the checkpoints of one run
     */
    public CheckpointFile(Path folder) {
        this(folder, NAME);
    }

    /** Keeps checkpoints in a folder under another name. */
    public CheckpointFile(Path folder, String name) {
        this(folder, name, null);
    }

    private CheckpointFile(Path folder, String name, @Nullable String recorded) {
        this.folder = folder;
        this.path = folder.resolve(name);
        this.recorded = recorded;
    }

    /** Returns the checkpoint of a run that has ended. It must be the one that the record names. */
    public static CheckpointFile of(RunFolder run, RunRecord record) {
        return new CheckpointFile(run.checkpoint(), NAME, record.checkpoint());
    }

    /** Returns where the checkpoint is, once there is one. */
    public Path path() {
        return path;
    }

    /**
     * Returns the checkpoint, if the file exists.
     *
     * @throws CheckpointException if the file is not a whole checkpoint, has changed since it was
     *     written, is not the one of the record, or cannot be read
     */
    @Override
    public Optional<Checkpoint> load() {
        return read(
                in -> {
                    SafetensorsReader reader = new SafetensorsReader(path, in);
                    SafetensorsHeader header = reader.header();
                    Checkpoint read = reader.read(header);
                    CheckpointChecksum.verify(path, in, header, recorded);
                    return CheckpointChecksum.remove(read);
                });
    }

    /**
     * Checks the checkpoint as {@link #load} does, without its arrays, and returns the SHA-256 of
     * the file in hexadecimal, if the file exists.
     *
     * @throws CheckpointException as {@link #load} does
     */
    public Optional<String> verify() {
        return read(
                in ->
                        CheckpointChecksum.verify(
                                path, in, new SafetensorsReader(path, in).header(), recorded));
    }

    /**
     * Returns the facts of the checkpoint, if the file exists. Its arrays are not read, so that its
     * checksum is not checked.
     *
     * @throws CheckpointException if the file has no header of a checkpoint, or cannot be read
     */
    public Optional<Checkpoint> facts() {
        return read(in -> new SafetensorsReader(path, in).header().facts())
                .map(facts -> new Checkpoint(Map.of(), facts));
    }

    /**
     * Returns the number of steps done at the checkpoint, if the file exists, as {@link #facts}.
     */
    public OptionalLong step() {
        return facts().map(of -> OptionalLong.of(of.step())).orElseGet(OptionalLong::empty);
    }

    /**
     * Returns the SHA-256 of the file as it is, in hexadecimal, if it exists.
     *
     * @throws CheckpointException if the file cannot be read
     */
    public Optional<String> checksum() {
        try {
            return Optional.of(Sha256.of(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new CheckpointException(path, "cannot be read", e);
        }
    }

    private interface Reading<T> {
        T from(FileChannel in) throws IOException;
    }

    private <T> Optional<T> read(Reading<T> reading) {
        try (FileChannel in = FileChannel.open(GivenFile.required(path), StandardOpenOption.READ)) {
            return Optional.of(reading.from(in));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new CheckpointException(path, "cannot be read", e);
        }
    }

    /**
     * Replaces the checkpoint.
     *
     * @throws CheckpointException if it cannot be written; an older one is then untouched
     */
    @Override
    public void save(Checkpoint checkpoint) {
        Path unfinished = folder.resolve("." + path.getFileName() + ".tmp");
        try {
            Files.createDirectories(folder);
            try {
                write(checkpoint, unfinished);
                Files.move(
                        unfinished,
                        path,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new CheckpointException(path, "cannot be written", e);
        }
    }

    private static void write(Checkpoint checkpoint, Path file) throws IOException {
        // What a killed process left under this name is overwritten, so nothing accumulates.
        try (FileChannel out =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            SafetensorsWriter.write(CheckpointChecksum.add(checkpoint), out);
            out.force(true);
        }
    }
}
