/** @file The page: title, tabs, the view in front, notices. */
import { views } from '../state/choices.js';
import { notice, view } from '../state/page.js';
import { ExploreView } from '../views/ExploreView.js';
import { KernelView } from '../views/KernelView.js';
import { ReportView } from '../views/ReportView.js';
import { TrainView } from '../views/TrainView.js';
import { Share } from './Share.js';
import { ThemeSwitch } from './ThemeSwitch.js';
import { titles } from './titles.js';

const panels = { explore: ExploreView, kernel: KernelView, train: TrainView, report: ReportView } as const;

export function App() {
  const Panel = panels[view.value];
  return (
    <>
      <header class="top">
        <h1>
          onchip <span>explorer</span>
        </h1>
        <nav aria-label="Views">
          <ul>
            {views.map((name) => (
              <li key={name}>
                <button
                  type="button"
                  aria-current={name === view.value ? 'page' : undefined}
                  onClick={() => {
                    view.value = name;
                  }}
                >
                  {titles[name]}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div class="tools">
          <Share />
          <ThemeSwitch />
        </div>
      </header>
      <div role="alert" class={notice.value === '' ? 'notice empty' : 'notice'}>
        {notice.value !== '' && (
          <>
            <span>{notice.value}</span>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                notice.value = '';
              }}
            >
              Close
            </button>
          </>
        )}
      </div>
      <main>
        <Panel />
      </main>
      <footer>
        Simulated here, in the browser; nothing is sent anywhere. A chip that was never sold is a reading of what was
        said about it. <a href="licences.txt">Licences</a> of what this page is made of.
      </footer>
    </>
  );
}
