// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.ModelPart;

/** The section {@code start} of a model: the finished run whose weights it starts from. */
@Internal
public record StartSpec(
        @Setting(
                        "folder of a finished run; {model} and {seed} stand for those of the new run, and"
                                + " * in the last name for any characters")
                Path run,
        @Setting(
                        value =
                                "what starts from it: all parameters, the encoder, or the decoder without"
                                        + " the prior",
                        defaultValue = "all")
                ModelPart parts,
        @Setting(
                        value = "whether training leaves these parameters as they are",
                        defaultValue = "false")
                boolean frozen,
        @Setting("SHA-256 of the checkpoint of that run; absent: of the file that is there")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String checksum) {

    private static final String MODEL = "{model}";
    private static final String SEED = "{seed}";
    private static final String ANY = "*";

    public StartSpec {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(parts, "parts");
    }

    /**
     * Returns the start of a run: with the folder that the placeholders stand for, and the
     * checksum. If there is no such folder or no checkpoint in it, both stay as they are.
     */
    StartSpec of(String model, long seed) {
        Path named =
                Path.of(run.toString().replace(MODEL, model).replace(SEED, Long.toString(seed)));
        List<Path> matches = matches(named);
        Path found = matches.size() == 1 ? matches.get(0) : named;
        String known =
                checksum == null
                        ? new CheckpointFile(new RunFolder(found).checkpoint())
                                .checksum()
                                .orElse(null)
                        : checksum;
        return new StartSpec(found, parts, frozen, known);
    }

    /** Returns the folders that a path stands for, which may hold {@code *} in its last name. */
    public static List<Path> matches(Path named) {
        Path last = named.getFileName();
        Path parent = named.getParent();
        if (last == null || parent == null || !last.toString().contains(ANY)) {
            return List.of(named);
        }
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        // Other characters of a name have a meaning in such patterns.
        String pattern = last.toString().replaceAll("[\\\\?\\[\\]{}]", "\\\\$0");
        List<Path> matches = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, pattern)) {
            folders.forEach(matches::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        matches.sort(null);
        return matches;
    }

    /** Returns whether this names the run of another one, and is the same otherwise. */
    public boolean isSameAs(StartSpec recorded) {
        Path name = recorded.run.getFileName();
        Path own = run.getFileName();
        boolean sameRun =
                run.equals(recorded.run)
                        || (name != null
                                && own != null
                                && Objects.equals(run.getParent(), recorded.run.getParent())
                                && own.toString().contains(ANY)
                                && run.getFileSystem().getPathMatcher("glob:" + own).matches(name));
        return sameRun
                && parts == recorded.parts
                && frozen == recorded.frozen
                && (checksum == null || checksum.equals(recorded.checksum));
    }
}
