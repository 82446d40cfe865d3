// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.StoredSummary;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.training.Checkpoint;

/**
 * The data of a run, identified by checksum. Checks whether a source now yields the data of a
 * record or checkpoint. Checksums do not depend on the location of the data.
 */
@Internal
public record UsedData(Dataset now, StoredSummary summary) {

    /** The remedy for a run that is resumed or kept. */
    public static final String BEGIN_ANEW =
            "put the data back as they were, or begin anew in another output folder";

    /** The remedy for using a finished run. */
    static final String NAME_OTHERS =
            "put the data back as they were, or use other data on purpose:"
                    + "\n    encode a new file"
                    + "\n    or evaluate the run on another data set, with data.<key> replaced";

    /** The remedy for a run that is trained again. */
    public static final String PUT_BACK =
            "put the data back as they were: a run is reproduced on its own data";

    public UsedData(PreparedData prepared) {
        this(prepared.dataset(), StoredSummary.of(prepared));
    }

    /**
     * Checks that a record was made with these data.
     *
     * @param what the record is of, for messages
     * @throws UserError if it was not; the message ends with the remedy
     */
    public void requireOf(Provenance.Data recorded, String what, String remedy) {
        List<String> differences = new ArrayList<>();
        differ(
                "training data",
                count(recorded.train() + recorded.validation()),
                trained(),
                differences);
        differ("test data", count(recorded.test()), count(now.test().size()), differences);
        differ("shape", recorded.shape(), now.shape().toString(), differences);
        require(recorded.checksum(), what, differences, remedy);
    }

    /**
     * Checks that a checkpoint was made with these data. A checkpoint without a checksum passes.
     *
     * @param what the kind of checkpoint, for messages
     * @throws UserError if it was not; the message ends with the remedy
     */
    public void requireOf(Checkpoint checkpoint, String what, String remedy) {
        Optional<String> checksum = checkpoint.data();
        checksum.ifPresent(recorded -> require(recorded, what, List.of(), remedy));
    }

    /** Adds the checksum and a summary of these data to a checkpoint. */
    public Checkpoint stamp(Checkpoint checkpoint) {
        return checkpoint.on(now.checksum()).with(summary);
    }

    private void require(String recorded, String what, List<String> differences, String remedy) {
        if (recorded.equals(now.checksum())) {
            return;
        }
        StringBuilder text = new StringBuilder(what + ": made with other data than there are now");
        text.append("\n    now: ").append(now.provenance());
        text.append("\n    checksum: was ").append(recorded);
        text.append(", is now ").append(now.checksum());
        differences.forEach(line -> text.append("\n    ").append(line));
        throw new UserError(text + "\n    " + remedy);
    }

    private String trained() {
        return count(now.train().size() + now.validation().map(held -> held.size()).orElse(0));
    }

    private static String count(long n) {
        return Long.toString(n);
    }

    private static void differ(String what, String was, String is, List<String> differences) {
        if (!was.equals(is)) {
            differences.add(what + ": was " + was + ", is now " + is);
        }
    }
}
