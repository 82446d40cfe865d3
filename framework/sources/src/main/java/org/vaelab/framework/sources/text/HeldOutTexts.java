// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.Arrays;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.random.RandomKey;

/**
 * The texts of a file that are for training, and those held out for the test, in the order of the file.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record HeldOutTexts(int[] training, int[] test) {

    /** Returns all texts for training if there is a test file, else a choice under the seed. */
    static HeldOutTexts of(TextSource settings, Corpus corpus) {
        int size = corpus.size();
        int held = settings.test() == null ? count(settings, corpus) : 0;
        int[] order = RandomKey.of(settings.seed()).split("test").permutation(size);
        int[] test = Arrays.copyOf(order, held);
        int[] training = Arrays.copyOfRange(order, held, size);
        Arrays.sort(test);
        Arrays.sort(training);
        return new HeldOutTexts(training, test);
    }

    private static int count(TextSource settings, Corpus corpus) {
        int size = corpus.size();
        int held = (int) Math.round(settings.heldOutFraction() * size);
        if (!(held > 0 && held < size)) {
            throw DataException.of(
                    "%s: a test fraction of %s of %s texts is %s texts, expected at least one, and one"
                            + " left for training; or set test to another file",
                    corpus.path(), settings.heldOutFraction(), size, held);
        }
        return held;
    }
}
