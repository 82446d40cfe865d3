// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

/** How the work on a plan ended. */
public enum Ending {
    /** Every run of this process is complete. */
    COMPLETE,
    /** All runs ended, and some failed; or no trial of a search has a value. */
    FAILED,
    /** The same plan goes on later. */
    INTERRUPTED,
    /** Every run of this shard is complete, and a search needs those of other shards. */
    WAITING
}
