// SPDX-License-Identifier: Apache-2.0
import { withBase } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { h } from 'vue'
import VersionMenu from './VersionMenu.vue'
import './style.css'

const absent = () => h('main', { class: 'vp-doc absent' }, [h('h1', 'There is no such page'), h('a', { href: withBase('/') }, 'VaeLab')])

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'not-found': absent }),
  enhanceApp: ({ app }) => { app.component('VersionMenu', VersionMenu) },
}
