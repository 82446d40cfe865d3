// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.SafetensorsHeader;
import org.vaelab.framework.data.Sha256;

/**
 * The checksum in a file of a checkpoint: the SHA-256 of all its bytes, with zeros in the place of
 * the checksum itself. It is in the file, so that both are replaced at once.
 */
final class CheckpointChecksum {

    /** The fact that holds it. */
    private static final String FACT = "sha256";

    private static final String NONE = "0".repeat(64);
    private static final int BLOCK = 1 << 16;

    private CheckpointChecksum() {}

    /** Returns a checkpoint with its checksum among the facts. */
    static Checkpoint add(Checkpoint checkpoint) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (DigestOutputStream out =
                new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            SafetensorsWriter.write(checkpoint.with(FACT, NONE), Channels.newChannel(out));
        }
        return checkpoint.with(FACT, Sha256.hex(digest.digest()));
    }

    /** Returns a checkpoint as it was before {@link #add}. */
    static Checkpoint remove(Checkpoint checkpoint) {
        Map<String, String> facts = new TreeMap<>(checkpoint.facts());
        facts.remove(FACT);
        return new Checkpoint(checkpoint.arrays(), facts);
    }

    /**
     * Checks all bytes of a file.
     *
     * @param recorded the SHA-256 of the file that a record names; null: none does
     * @return the SHA-256 of the file
     * @throws CheckpointException if the file is not as it was written, or not the recorded one
     */
    static String verify(
            Path file, FileChannel in, SafetensorsHeader known, @Nullable String recorded)
            throws IOException {
        String written = known.facts().get(FACT);
        if (written == null) {
            throw new CheckpointException(
                    file, "has no checksum: no version of VaeLab that this one supports wrote it");
        }
        MessageDigest whole = Sha256.digest();
        MessageDigest content = Sha256.digest();
        byte[] header =
                Channels.newInputStream(in.position(0)).readNBytes(Math.toIntExact(known.start()));
        whole.update(header);
        erase(header, written);
        content.update(header);
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (in.read(block.clear()) >= 0) {
            block.flip();
            whole.update(block.duplicate());
            content.update(block);
        }
        require(file, written, Sha256.hex(content.digest()), "written");
        String checksum = Sha256.hex(whole.digest());
        if (recorded != null) {
            require(file, recorded, checksum, "recorded in the run's result.json");
        }
        return checksum;
    }

    /**
     * Overwrites the checksum by zeros. Quotes within other facts are escaped, so it is found once.
     */
    private static void erase(byte[] header, String written) {
        String before = '"' + FACT + "\":\"";
        int at = new String(header, StandardCharsets.ISO_8859_1).indexOf(before + written + '"');
        byte[] none = NONE.getBytes(StandardCharsets.ISO_8859_1);
        if (at >= 0 && written.length() == none.length) {
            System.arraycopy(none, 0, header, at + before.length(), none.length);
        }
    }

    private static void require(Path file, String was, String is, String when) {
        if (!is.equals(was)) {
            throw new CheckpointException(
                    file,
                    "the file has changed\n    SHA-256: %s was %s, now it is %s\n    put it back as it was"
                            .formatted(when, was, is));
        }
    }
}
