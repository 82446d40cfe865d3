// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.use.Alarm;
import org.vaelab.experiments.use.Codes;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.ExampleReader.Found;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.record.CodePart;

/** What a model has computed, so that it is computed once. Only the thread of the model uses it. */
final class Memory {

    /** The share of normal examples that raise an alarm. */
    static final double RATE = 0.05;

    /** The test examples whose codes are shown. */
    private static final int SHOWN = 2000;

    private @Nullable Examples shown;
    private double @Nullable [][] codes;
    private double @Nullable [] bounds;
    private @Nullable List<CodePart> parts;
    private @Nullable Alarm alarm;
    private final Map<String, Found> uploads = new LinkedHashMap<>();

    Examples shown(Model model) {
        if (shown == null) {
            shown = model.test().first(Math.min(SHOWN, model.test().size()));
        }
        return shown;
    }

    private void encode(Model model) {
        Codes found = model.encode(shown(model));
        codes = found.location();
        parts = found.parts();
    }

    /** Returns the codes of the shown test examples, [n, columns]. */
    double[][] codes(Model model) {
        if (codes == null) {
            encode(model);
        }
        return Objects.requireNonNull(codes);
    }

    List<CodePart> parts(Model model) {
        if (parts == null) {
            encode(model);
        }
        return Objects.requireNonNull(parts);
    }

    /** Returns the bounds of the shown test examples, in nats. */
    double[] bounds(Model model) {
        if (bounds == null) {
            bounds = model.score(shown(model)).elbo();
        }
        return bounds;
    }

    Alarm alarm(Model model) {
        if (alarm == null) {
            alarm = model.alarm(RATE);
        }
        return alarm;
    }

    /**
     * Returns the examples of a file that was uploaded.
     *
     * @throws org.vaelab.framework.data.DataException if the model cannot take them
     */
    Found upload(Model model, Uploads.Upload file) {
        Found known = uploads.get(file.id());
        if (known == null) {
            known = model.readWithGaps(file.path());
            uploads.put(file.id(), known);
            uploads.keySet().removeIf(id -> uploads.size() > Uploads.MOST && !id.equals(file.id()));
        }
        return known;
    }
}
