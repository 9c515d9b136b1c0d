/** The page's beginning: the token becomes a cookie, then the page is shown. */
import { render } from 'preact';
import { App } from './app.tsx';
import { openSession } from './session.ts';
import { applyTheme, savedTheme } from './theme.ts';
import './style/base.css';
import './style/controls.css';
import './style/stage.css';
import './style/panel.css';
import './style/record.css';
import './style/grid.css';

applyTheme(savedTheme());
const root = document.getElementById('page');
if (root) {
  const session = await openSession();
  render(<App session={session} />, root);
}
