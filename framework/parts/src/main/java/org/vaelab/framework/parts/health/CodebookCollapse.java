// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.settings.Part;

/**
 * Nearly all vectors of a position choose one code, so z is the same for all x.
 *
 * <p>Let H be the entropy of the codes at one position over the observed examples, the mean over
 * the positions. Then a vector carries at most H nats about x. The rule requires {@code e^H <}
 * {@value #LIMIT}, so less than 0.1 nats, at {@value #WINDOW} observations in a row. An untrained
 * encoder may have one code for each position. So the bound must have settled ({@link
 * Observations#isSettled}). The observed examples are the same at all observations, so there is no
 * sampling noise.
 */
@Part("codebookCollapse")
public final class CodebookCollapse implements HealthRule {

    static final double LIMIT = 1.1;
    static final int WINDOW = 8;

    @Override
    public List<Diagnosis> examine(Observations seen) {
        Observations last = seen.last(WINDOW);
        List<Diagnosis> found = new ArrayList<>();
        // The first observation is before the codes start from data.
        if (seen.all().size() <= WINDOW || !seen.isSettled()) {
            return found;
        }
        seen.named(CodePosterior.CODE_PERPLEXITY)
                .forEach(
                        (subject, signal) -> {
                            if (Arrays.stream(last.values(signal)).allMatch(p -> p < LIMIT)) {
                                found.add(diagnosis(subject, seen.latest().signal(signal)));
                            }
                        });
        return found;
    }

    private static Diagnosis diagnosis(String subject, double perplexity) {
        return new Diagnosis(
                subject,
                String.format(
                        Locale.ROOT,
                        "nearly all vectors%s choose the same code for all x: codePerplexity %.3g",
                        subject.isEmpty() ? "" : " of " + subject,
                        perplexity),
                "lower the learning rate; with a codebook also raise deadCodeThreshold, use codebook:"
                        + " ema, or lower commitment");
    }
}
