// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.vaelab.framework.data.DataException;

/** The members of a zip file, and where those that are not compressed begin. */
final class ZipMembers {

    private static final long LARGEST_RATIO = 300;
    private static final long LARGE = 1L << 28;
    private static final int LOCAL_HEADER = 30;
    private static final int LOCAL_MAGIC = 0x04034b50;
    private static final int NAME_LENGTH_AT = 26;
    private static final int EXTRA_LENGTH_AT = 28;
    private static final int MEMBERS_MAX = 100_000;

    private final Path path;

    ZipMembers(Path path) {
        this.path = path;
    }

    /** Returns the names of all members, in order. */
    List<String> names() throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            if (zip.size() > MEMBERS_MAX) {
                throw DataException.of("%s: %s members, expected arrays", path, zip.size());
            }
            List<String> names = new ArrayList<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                names.add(entry.getName());
            }
            return names;
        }
    }

    /**
     * Opens a member.
     *
     * @throws DataException if it would grow beyond all measure
     */
    InputStream open(String member) throws IOException {
        ZipFile zip = new ZipFile(path.toFile());
        try {
            ZipEntry entry = zip.getEntry(member);
            if (entry == null) {
                throw new DataException(path + ": the member " + member + " is gone");
            }
            if (entry.getSize() > LARGE
                    && entry.getSize() / LARGEST_RATIO > entry.getCompressedSize()) {
                throw DataException.of(
                        "%s: %s has %s bytes and unpacks to %s, which looks like a zip bomb; if"
                                + " it is none, unpack it and name the .npy file",
                        path, member, entry.getCompressedSize(), entry.getSize());
            }
            return new MemberStream(zip.getInputStream(entry), zip);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /** Returns how many bytes a member has when it is unpacked. */
    long size(String member) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            ZipEntry entry = zip.getEntry(member);
            return entry == null ? 0 : entry.getSize();
        }
    }

    /** Returns of each member that is not compressed where it begins. */
    Map<String, Long> uncompressed() throws IOException {
        Map<String, Long> offsets = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(path.toFile());
                RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            Map<String, Long> headers = CentralDirectory.offsets(file, path);
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Long header = headers.get(entry.getName());
                if (entry.getMethod() == ZipEntry.STORED && header != null) {
                    offsets.put(entry.getName(), dataAt(file, header));
                }
            }
        }
        return offsets;
    }

    private long dataAt(RandomAccessFile file, long header) throws IOException {
        byte[] bytes = new byte[LOCAL_HEADER];
        file.seek(header);
        file.readFully(bytes);
        ByteBuffer local = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (local.getInt(0) != LOCAL_MAGIC) {
            throw new DataException(path + ": damaged zip file, no member at byte " + header);
        }
        return header
                + LOCAL_HEADER
                + local.getChar(NAME_LENGTH_AT)
                + local.getChar(EXTRA_LENGTH_AT);
    }

    /** A member whose archive is closed with it. */
    private static final class MemberStream extends FilterInputStream {
        private final ZipFile zip;

        MemberStream(InputStream in, ZipFile zip) {
            super(in);
            this.zip = zip;
        }

        @Override
        public void close() throws IOException {
            try (ZipFile archive = zip) {
                super.close();
            }
        }
    }
}
