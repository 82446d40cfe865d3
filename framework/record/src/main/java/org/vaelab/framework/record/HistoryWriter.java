// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** Appends entries to {@code history.jsonl}; each is in the file when {@link #append} returns. */
public final class HistoryWriter implements Closeable {

    private final RunFolder folder;
    private final OutputStream out;

    HistoryWriter(RunFolder folder, OutputStream out) {
        this.folder = folder;
        this.out = out;
    }

    /**
     * Appends one line.
     *
     * @throws IOException if it cannot be written, or the file was deleted
     */
    public void append(HistoryEntry entry) throws IOException {
        // The system still takes lines of a deleted file, and drops them at the end.
        folder.requireHistory();
        // One write for the whole line, so that an interruption leaves at most its last part out.
        out.write(RecordMapper.line(entry));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
