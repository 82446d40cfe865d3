// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.framework.record.TemporaryPath;

/** Files that were dropped on the page. They lie in a folder of their own until the page ends. */
final class Uploads implements AutoCloseable {

    /** The files that are kept; an older one is deleted. */
    static final int MOST = 8;

    private static final Pattern ENDING = Pattern.compile("(\\.[A-Za-z0-9]{1,8}){1,2}$");

    /**
     * A file.
     *
     * @param id by which requests name it
     * @param name that the user gave it, for the page
     */
    record Upload(String id, String name, Path path) {}

    private final TemporaryPath folder;
    private final Map<String, Upload> all = new LinkedHashMap<>();
    private int count;

    Uploads() throws IOException {
        this.folder = TemporaryPath.folder("explore-");
    }

    /** Keeps a file. Of its name only the ending reaches the disk. */
    synchronized Upload add(String name, byte[] content) throws IOException {
        String id = "u" + ++count;
        Matcher ending = ENDING.matcher(name);
        String kept = id + (ending.find() ? ending.group().toLowerCase(Locale.ROOT) : "");
        Upload upload = new Upload(id, name, folder.path().resolve(kept));
        Files.write(upload.path(), content);
        all.put(id, upload);
        while (all.size() > MOST) {
            Upload oldest = all.remove(all.keySet().iterator().next());
            Files.deleteIfExists(oldest.path());
        }
        return upload;
    }

    /**
     * Returns a file.
     *
     * @throws Refusal if it is not kept
     */
    synchronized Upload of(String id) {
        Upload upload = all.get(id);
        if (upload == null) {
            throw new Refusal(404, "the file is not kept any more: choose it again");
        }
        return upload;
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
