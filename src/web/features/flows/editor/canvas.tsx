import '@xyflow/react/dist/base.css';
import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import {
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getSmoothStepPath,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import { createContext, use, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { listSteps } from '../../../../modules/flows/contract.ts';
import { useFormat } from '../../../lib/format.ts';
import css from './canvas.module.css';
import type { Editing } from './editing.ts';
import { FINISH, type LaidEdge, layFlow, NODE_HEIGHT, NODE_WIDTH, TRIGGER } from './layout.ts';
import { StepMenu } from './step-menu.tsx';
import { insertStep, newStep, type Place } from './tree.ts';

type StepNode = Node<{ title: string; words: string; isWrong: boolean; isOpen: boolean }, 'step'>;
type StepEdge = Edge<{ side: LaidEdge['side']; place: Place }, 'step'>;

/** What the boxes and lines on the canvas call; absent where it can only be looked at. */
const EditingContext = createContext<Editing | null>(null);

const MARGIN_PX = 96;

const nodeTypes = { step: StepBox };
const edgeTypes = { step: StepLine };

/** The flow drawn from its trigger down. Steps place themselves, so that the picture and the text never differ. */
export function FlowCanvas({ editing, readOnly }: { editing: Editing; readOnly: boolean }) {
  const { t } = useTranslation('flows');
  const { document, words, problems, selected } = editing;
  const { nodes, edges, heightPx } = useMemo(() => {
    const laid = layFlow(document.steps);
    const kindOf = new Map(listSteps(document.steps).map(({ step }) => [step.id, step.kind]));
    const wrong = new Set(problems.map(({ stepId }) => stepId));
    const exit = [document.goal === 'visit' ? t('editor.goal') : '', document.exitWhen ? t('editor.exit') : ''];
    return {
      heightPx: Math.max(...laid.nodes.map(({ y }) => y)) + NODE_HEIGHT + MARGIN_PX,
      nodes: laid.nodes.map(({ id, x, y }): StepNode => {
        const kind = kindOf.get(id);
        return {
          id,
          type: 'step',
          position: { x, y },
          width: NODE_WIDTH,
          height: NODE_HEIGHT,
          data: {
            title: kind ? t(`kind.${kind}`) : t(id === TRIGGER ? 'editor.trigger' : 'editor.finish'),
            words: id === FINISH ? exit.filter((part) => part !== '').join(' ') : (words.get(id) ?? t('editor.unread')),
            isWrong: wrong.has(id),
            isOpen: selected === id,
          },
        };
      }),
      edges: laid.edges.map(
        ({ from, to, side, place }): StepEdge => ({
          id: `${from}-${side ?? ''}-${to}`,
          source: from,
          target: to,
          type: 'step',
          data: { side, place },
        }),
      ),
    };
  }, [document, words, problems, selected, t]);
  return (
    // As tall as the flow at a desk, so that it is read without turning the wheel; on a phone it is fitted into the screen.
    <section
      className={css.canvas}
      aria-label={t('editor.canvas')}
      {...(readOnly ? {} : { style: { height: heightPx } })}
    >
      <EditingContext value={readOnly ? null : editing}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          zoomOnScroll={false}
          preventScrolling={false}
          fitView
          fitViewOptions={{ maxZoom: 1, padding: 0.1 }}
          minZoom={0.3}
          maxZoom={1.5}
          proOptions={{ hideAttribution: true }}
          ariaLabelConfig={{
            'controls.ariaLabel': t('editor.controls'),
            'controls.zoomIn.ariaLabel': t('editor.zoomIn'),
            'controls.zoomOut.ariaLabel': t('editor.zoomOut'),
            'controls.fitView.ariaLabel': t('editor.fit'),
          }}
        >
          <Controls showInteractive={false} />
        </ReactFlow>
      </EditingContext>
    </section>
  );
}

function StepBox({ id, data }: NodeProps<StepNode>) {
  const editing = use(EditingContext);
  const { t } = useTranslation('flows');
  const { title, words, isWrong, isOpen } = data;
  const inside = (
    <>
      <span className={css.title}>
        {isWrong && <IconAlertTriangle size={14} aria-label={t('editor.wrong')} />}
        {title}
      </span>
      <span className={css.words}>{words}</span>
    </>
  );
  return (
    <>
      {id !== TRIGGER && <Handle type="target" position={Position.Top} isConnectable={false} className={css.handle} />}
      {editing && id !== FINISH ? (
        <UnstyledButton
          className={`nodrag nopan ${css.box}`}
          data-wrong={isWrong || undefined}
          data-end={id === TRIGGER || undefined}
          aria-pressed={isOpen}
          onClick={() => editing.onSelect(isOpen ? null : id)}
        >
          {inside}
        </UnstyledButton>
      ) : (
        <div
          className={css.box}
          data-wrong={isWrong || undefined}
          data-end={id === TRIGGER || id === FINISH || undefined}
        >
          {inside}
        </div>
      )}
      {id !== FINISH && (
        <Handle type="source" position={Position.Bottom} isConnectable={false} className={css.handle} />
      )}
    </>
  );
}

/** A line between two steps, with which answer leads along it, and where a step can be put. */
function StepLine({ id, sourceX, sourceY, targetX, targetY, data }: EdgeProps<StepEdge>) {
  const editing = use(EditingContext);
  const { t } = useTranslation('flows');
  const { locale } = useFormat();
  const [path] = getSmoothStepPath({ sourceX, sourceY, targetX, targetY });
  if (!data) return null;
  const { side, place } = data;
  // Beside the step it leaves, so that two lines that meet again do not hide one another's button.
  const x = side === null ? sourceX : side === 'yes' ? sourceX - NODE_WIDTH / 4 : sourceX + NODE_WIDTH / 4;
  return (
    <>
      <BaseEdge id={id} path={path} className={css.line} />
      <EdgeLabelRenderer>
        <div className={css.label} style={{ transform: `translate(-50%, -50%) translate(${x}px, ${sourceY + 26}px)` }}>
          {side && <span className={css.side}>{t(`editor.${side}`)}</span>}
          {editing && (
            <StepMenu
              compact
              label={t(side ? `editor.addOn.${side}` : 'editor.add')}
              onAdd={(kind) => {
                const step = newStep(kind, { steps: editing.document.steps, locale });
                editing.onSteps((steps) => insertStep(steps, place, step));
                editing.onSelect(step.id);
              }}
            />
          )}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}
