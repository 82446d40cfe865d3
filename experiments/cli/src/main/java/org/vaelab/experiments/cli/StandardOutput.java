// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output. It keeps the first error of a write, which {@code System.out} forgets, and
 * writes nothing after it: a text with a gap would look complete.
 */
final class StandardOutput extends OutputStream {

    private final OutputStream file;
    private volatile @Nullable IOException error;

    StandardOutput(OutputStream file) {
        this.file = file;
    }

    static StandardOutput ofSystem() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        if (error != null) {
            throw error;
        }
        try {
            file.write(bytes, from, count);
        } catch (IOException e) {
            error = e;
            throw e;
        }
    }

    /** Returns why output was lost; null if all of it was written. */
    @Nullable IOException error() {
        return error;
    }

    /** Returns whether a write failed because the program that reads the output has ended. */
    static boolean isUnread(IOException error) {
        return String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }
}
