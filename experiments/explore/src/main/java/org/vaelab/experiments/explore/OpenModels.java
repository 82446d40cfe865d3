// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.ModelPool;

/** The models in use. The one that was not asked for longest is closed when there are too many. */
final class OpenModels implements AutoCloseable {

    static final int MOST = 3;

    private final Lab lab;
    private final Map<String, Opened> open = new LinkedHashMap<>(MOST, 1, true);

    OpenModels(Lab lab) {
        this.lab = lab;
    }

    /** What is done with a model, and with what is remembered of it. */
    @FunctionalInterface
    interface Work<T> {
        T of(Model model, Memory memory) throws IOException;
    }

    private record Opened(ModelPool pool, Memory memory) {}

    /** Returns what a model answers. One is used by one request at a time. */
    <T> T call(Folders.Run run, Work<T> work) throws IOException {
        Opened opened = opened(run);
        try {
            return opened.pool().call(model -> work.of(model, opened.memory()));
        } catch (IllegalStateException e) {
            if (isOpen(run, opened)) {
                throw e;
            }
            // Another request closed it in between.
            return call(run, work);
        }
    }

    private boolean isOpen(Folders.Run run, Opened opened) {
        synchronized (open) {
            return opened.equals(open.get(run.id()));
        }
    }

    private Opened opened(Folders.Run run) throws IOException {
        synchronized (open) {
            Opened known = open.get(run.id());
            if (known == null) {
                known = new Opened(ModelPool.open(run.folder(), 1, lab), new Memory());
                open.put(run.id(), known);
                Iterator<Opened> oldest = open.values().iterator();
                while (open.size() > MOST) {
                    oldest.next().pool().close();
                    oldest.remove();
                }
            }
            return known;
        }
    }

    @Override
    public void close() {
        List<Opened> all;
        synchronized (open) {
            all = new ArrayList<>(open.values());
            open.clear();
        }
        all.forEach(each -> each.pool().close());
    }
}
