// SPDX-License-Identifier: Apache-2.0

/**
 * What others get: a comparison as one file (an RO-Crate), the description of its data (Croissant
 * and a datasheet), a folder for a model hub, and histories for experiment trackers.
 *
 * <p>It depends on finished runs and on the reports, and knows no family, metric or task. What
 * VaeLab cannot know is left to the author, and marked.
 */
@NullMarked
package org.vaelab.experiments.publish;

import org.jspecify.annotations.NullMarked;
