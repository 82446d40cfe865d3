// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the other numbers of an evaluation when one measurement throws: the exception is recorded in place of
 * the number. An exception of the listener, by which a run is interrupted, is passed on.
 */
final class FailureGuard implements EvaluationProgress {

    private final EvaluationProgress listener;
    private final Map<String, Measurement> measured;
    private @Nullable Throwable ofListener;

    /**
     * Guards measurements.
     *
     * @param measured where failures are put
     */
    FailureGuard(EvaluationProgress listener, Map<String, Measurement> measured) {
        this.listener = listener;
        this.measured = measured;
    }

    @Override
    public void advanced(String metric, int done, int examples) {
        try {
            listener.advanced(metric, done, examples);
        } catch (RuntimeException | Error e) {
            ofListener = e;
            throw e;
        }
    }

    /**
     * Runs a measurement, which must report its progress to this object.
     *
     * @param names of what it measures; those without a number when it throws have failed
     * @return its result; empty if it failed
     */
    <T> Optional<T> run(Supplier<T> measurement, String... names) {
        try {
            return Optional.of(measurement.get());
        } catch (RuntimeException | Error e) {
            if (e == ofListener) {
                throw e;
            }
            for (String name : names) {
                measured.putIfAbsent(name, new Measurement.Failed(e));
            }
            return Optional.empty();
        }
    }
}
