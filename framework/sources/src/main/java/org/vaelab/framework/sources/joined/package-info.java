// SPDX-License-Identifier: Apache-2.0

/** Data whose examples have several modalities, each from a source of its own. */
@NullMarked
package org.vaelab.framework.sources.joined;

import org.jspecify.annotations.NullMarked;
