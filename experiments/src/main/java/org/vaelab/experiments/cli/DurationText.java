// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.time.Duration;
import java.util.Locale;

/** A length of time for the terminal. */
final class DurationText {

    private DurationText() {}

    /** Returns minutes and seconds, such as {@code 4:07}, from an hour on hours too. */
    static String of(double seconds) {
        Duration length = Duration.ofSeconds(Math.round(Math.max(seconds, 0)));
        return length.toHours() == 0
                ? String.format(Locale.ROOT, "%d:%02d", length.toMinutes(), length.toSecondsPart())
                : String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        length.toHours(),
                        length.toMinutesPart(),
                        length.toSecondsPart());
    }
}
