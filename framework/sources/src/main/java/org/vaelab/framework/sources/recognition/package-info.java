// SPDX-License-Identifier: Apache-2.0
/** What files of data are, before anybody has said anything of them. */
@NullMarked
package org.vaelab.framework.sources.recognition;

import org.jspecify.annotations.NullMarked;
