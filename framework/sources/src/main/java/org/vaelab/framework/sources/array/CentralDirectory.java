// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.vaelab.framework.data.DataException;

/**
 * Finds where the members of a zip file begin. {@link java.util.zip.ZipFile} does not tell it. Fields and
 * their places are those of PKWARE's APPNOTE, sections 4.3.12 to 4.3.16 and 4.5.3.
 */
final class CentralDirectory {

    private static final int END_MAGIC = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int END64_LOCATOR_LENGTH = 20;
    private static final int END64_LOCATOR_MAGIC = 0x07064b50;
    private static final int ENTRY_MAGIC = 0x02014b50;
    private static final int ENTRY_LENGTH = 46;
    private static final long IN_EXTRA_FIELD = 0xffffffffL;
    private static final int ZIP64_FIELD = 1;

    private CentralDirectory() {}

    /** Returns where the local header of each member begins. */
    static Map<String, Long> offsets(RandomAccessFile file, Path path) throws IOException {
        int tail = (int) Math.min(file.length(), END_LENGTH + LONGEST_COMMENT);
        ByteBuffer end = read(file, file.length() - tail, tail);
        int at = tail - END_LENGTH;
        while (at >= 0 && end.getInt(at) != END_MAGIC) {
            at--;
        }
        if (at < 0) {
            throw new DataException(path + ": damaged zip file without a directory");
        }
        long size = Integer.toUnsignedLong(end.getInt(at + 12));
        long start = Integer.toUnsignedLong(end.getInt(at + 16));
        int locator = at - END64_LOCATOR_LENGTH;
        if (locator >= 0 && end.getInt(locator) == END64_LOCATOR_MAGIC) {
            ByteBuffer end64 = read(file, end.getLong(locator + 8), 56);
            size = end64.getLong(40);
            start = end64.getLong(48);
        }
        if (start < 0 || size < 0 || size > Integer.MAX_VALUE || start + size > file.length()) {
            throw new DataException(path + ": damaged zip file, its directory is out of place");
        }
        return entries(read(file, start, (int) size));
    }

    private static Map<String, Long> entries(ByteBuffer directory) {
        Map<String, Long> offsets = new HashMap<>();
        int at = 0;
        while (at + ENTRY_LENGTH <= directory.limit() && directory.getInt(at) == ENTRY_MAGIC) {
            int name = directory.getChar(at + 28);
            int extra = directory.getChar(at + 30);
            int comment = directory.getChar(at + 32);
            byte[] text = new byte[name];
            directory.get(at + ENTRY_LENGTH, text);
            offsets.put(new String(text, StandardCharsets.UTF_8), offset(directory, at));
            at += ENTRY_LENGTH + name + extra + comment;
        }
        return offsets;
    }

    /** The offset stands in the extra field after those of the two sizes that do. */
    private static long offset(ByteBuffer directory, int at) {
        long offset = Integer.toUnsignedLong(directory.getInt(at + 42));
        if (offset != IN_EXTRA_FIELD) {
            return offset;
        }
        int field = at + ENTRY_LENGTH + directory.getChar(at + 28);
        int end = field + directory.getChar(at + 30);
        while (field + 4 <= end && directory.getChar(field) != ZIP64_FIELD) {
            field += 4 + directory.getChar(field + 2);
        }
        int place = field + 4;
        for (int sizeAt : new int[] {at + 24, at + 20}) {
            if (Integer.toUnsignedLong(directory.getInt(sizeAt)) == IN_EXTRA_FIELD) {
                place += Long.BYTES;
            }
        }
        return directory.getLong(place);
    }

    private static ByteBuffer read(RandomAccessFile file, long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        file.seek(Math.max(0, from));
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
