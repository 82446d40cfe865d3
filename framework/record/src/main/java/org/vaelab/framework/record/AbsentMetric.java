// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;

/**
 * Why a record has no number of a metric. In a file it is a text: the reason, after {@code failed:
 * } if the metric failed.
 *
 * @param reason a short clause; of a failure, the message of the exception
 */
public record AbsentMetric(Kind kind, String reason) {

    /** What kept a metric from having a number. */
    public enum Kind {
        /** It is not defined for the model, the data or the settings. */
        UNDEFINED,
        /** Measuring it threw an exception. */
        FAILED
    }

    private static final String FAILED = "failed: ";

    public AbsentMetric {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(reason, "reason");
    }

    /** Returns that a metric is not defined. */
    public static AbsentMetric undefined(String reason) {
        return new AbsentMetric(Kind.UNDEFINED, reason);
    }

    /** Returns that measuring a metric threw an exception. */
    public static AbsentMetric failed(String reason) {
        return new AbsentMetric(Kind.FAILED, reason);
    }

    /** Reads the text of a file. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AbsentMetric parse(String text) {
        return text.startsWith(FAILED) ? failed(text.substring(FAILED.length())) : undefined(text);
    }

    public boolean isFailure() {
        return kind == Kind.FAILED;
    }

    /** Returns the text of a file. */
    @JsonValue
    @Override
    public String toString() {
        return isFailure() ? FAILED + reason : reason;
    }
}
