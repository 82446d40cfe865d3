// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.vaelab.framework.data.DataException;

/** The members of a zip file, and where those that are not compressed begin. */
record ZipMembers(Path path) {
    private static final long LARGEST_RATIO = 300;
    private static final long LARGE = 1L << 28;
    private static final int MEMBERS_MAX = 100_000;

    private ZipFile zip() throws IOException {
        try {
            return ZipFile.builder().setPath(path).get();
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw (ZipException) new ZipException(cause.getMessage()).initCause(e);
        }
    }

    /** Returns all members, in order. */
    List<ZipArchiveEntry> all() throws IOException {
        try (ZipFile zip = zip()) {
            List<ZipArchiveEntry> members = Collections.list(zip.getEntries());
            if (members.size() > MEMBERS_MAX) {
                throw DataException.of("%s: %s members, expected arrays", path, members.size());
            }
            return members;
        }
    }

    /** Returns where a member begins in the file; empty if it is compressed. */
    static OptionalLong offset(ZipArchiveEntry member) {
        return member.getMethod() == ZipEntry.STORED
                ? OptionalLong.of(member.getDataOffset())
                : OptionalLong.empty();
    }

    /**
     * Opens a member. The archive is closed with it.
     *
     * @throws DataException if it would grow beyond all measure
     */
    InputStream open(String member) throws IOException {
        ZipFile zip = zip();
        try {
            ZipArchiveEntry entry = zip.getEntry(member);
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
            return new FilterInputStream(zip.getInputStream(entry)) {
                @Override
                public void close() throws IOException {
                    try (ZipFile archive = zip) {
                        super.close();
                    }
                }
            };
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }
}
